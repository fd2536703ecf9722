"""Tests; the folders mirror server/."""
