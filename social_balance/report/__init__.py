"""Papers: one document model, and the files it is written as."""
