"""Pictures of the Årsstatus: functions of a release that return the axes they drew on."""
