import argparse
p = argparse.ArgumentParser(prog="tool", description="A tool.")
p.add_argument("file", help="the file"); p.add_argument("-n", "--num", type=int, default=3, help="a number"); p.add_argument("-v", "--verbose", action="store_true"); p.add_argument("--mode", choices=["a", "b"]); p.add_argument("rest", nargs="*")
print(p.parse_args(["-n", "5", "-v", "x", "y", "z"]), p.parse_args(["f", "--num=7", "--mode", "b"]))
p.print_help()
try: p.parse_args(["x", "--num", "q"])
except SystemExit as e: print("exit", e.code)
