"""The ministry's criteria, targets, complaints and printed arithmetic: figures in, judgement out."""
