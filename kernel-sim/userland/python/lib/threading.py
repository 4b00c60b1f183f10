"""threading is not part of this Python: processes are (os.fork, subprocess)."""
raise ImportError("threading is not part of this Python: use os.fork() or subprocess")
