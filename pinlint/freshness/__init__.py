"""Proves that a lock is a valid, complete and minimal solution of its inputs. Pure: nothing here reads or writes."""
