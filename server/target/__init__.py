"""Targets: every fact about an operating system or architecture that more than one layer needs. A leaf."""

from server.target.machine import MACHINES, Machine
from server.target.ports import PORTS, find_port
from server.target.table import TARGETS, Target, find_target

__all__ = ["MACHINES", "PORTS", "TARGETS", "Machine", "Target", "find_port", "find_target"]
