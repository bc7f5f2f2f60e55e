"""Tests of the shipped data: complete, consistent, and every reference resolves."""
