"""argparse: positional and optional arguments, types, defaults, choices, the usual actions, help. No subparsers or groups with rules."""
import os
import sys

SUPPRESS, REMAINDER = "==SUPPRESS==", "..."


class ArgumentTypeError(Exception):
    pass


class ArgumentError(Exception):
    pass


class Namespace:
    def __init__(self, **kw):
        self.__dict__.update(kw)

    def __repr__(self):
        return f"Namespace({', '.join(f'{k}={v!r}' for k, v in self.__dict__.items())})"

    def __eq__(self, other):
        return isinstance(other, Namespace) and vars(self) == vars(other)

    def __contains__(self, name):
        return name in self.__dict__


class RawDescriptionHelpFormatter:
    pass


RawTextHelpFormatter = ArgumentDefaultsHelpFormatter = HelpFormatter = RawDescriptionHelpFormatter


class _Argument:
    def __init__(self, flags, action="store", nargs=None, const=None, default=None, type=None, choices=None, required=False, help=None, metavar=None, dest=None, version=None):
        self.flags, self.action, self.nargs, self.const, self.default = flags, action, nargs, const, default
        self.type, self.choices, self.required, self.help, self.metavar, self.version = type or str, choices, required, help, metavar, version
        long = next((f for f in flags if f.startswith("--")), flags[0])
        self.optional = flags[0].startswith("-")
        self.dest = dest or (long.lstrip("-").replace("-", "_") if self.optional else flags[0])
        if action == "store_true":
            self.default = False if default is None else default
        elif action == "store_false":
            self.default = True if default is None else default
        elif action == "count" and default is None:
            self.default = None

    @property
    def takes_value(self):
        return self.action in ("store", "append", "extend")

    def name(self):
        if self.choices is not None and self.metavar is None:
            return "{" + ",".join(map(str, self.choices)) + "}"
        return self.metavar or (self.dest.upper() if self.optional else self.dest)

    def values(self):
        n = self.name()
        if not self.takes_value:
            return ""
        if self.nargs is None:
            return n
        if self.nargs == "?":
            return f"[{n}]"
        if self.nargs == "*":
            return f"[{n} ...]"
        if self.nargs == "+":
            return f"{n} [{n} ...]"
        if self.nargs == REMAINDER:
            return "..."
        return " ".join([n] * self.nargs)

    def label(self):
        return "/".join(self.flags) if self.optional else self.name()


class ArgumentParser:
    def __init__(self, prog=None, usage=None, description=None, epilog=None, formatter_class=None, add_help=True, **kw):
        self.prog = prog or os.path.basename(sys.argv[0])
        self.usage, self.description, self.epilog, self._args, self._defaults = usage, description, epilog, [], {}
        if add_help:
            self.add_argument("-h", "--help", action="help", help="show this help message and exit", default=SUPPRESS)

    def add_argument(self, *flags, **kw):
        a = _Argument(flags, **kw)
        self._args.append(a)
        return a

    def add_argument_group(self, *a, **kw):
        return self

    def add_mutually_exclusive_group(self, required=False):
        return self

    def set_defaults(self, **kw):
        self._defaults.update(kw)

    def format_usage(self):
        if self.usage:
            return f"usage: {self.usage}\n"
        parts = []
        for a in self._args:
            if a.optional:
                text = (a.flags[0] + " " + a.values()).rstrip()
                parts.append(text if a.required else f"[{text}]")
        parts += [a.values() or a.name() for a in self._args if not a.optional]
        line = f"usage: {self.prog}"
        indent, out = " " * (len(line) + 1), line
        for p in parts:
            if len(out.rsplit("\n", 1)[-1]) + 1 + len(p) > 78:
                out += "\n" + indent + p
            else:
                out += " " + p
        return out + "\n"

    def format_help(self):
        out = [self.format_usage()]
        if self.description:
            out.append(f"\n{self.description}\n")
        for title, optional in (("positional arguments", False), ("options", True)):
            rows = [a for a in self._args if a.optional == optional]
            if not rows:
                continue
            out.append(f"\n{title}:\n")
            for a in rows:
                left = ", ".join((f + " " + a.values()).rstrip() for f in a.flags) if a.optional else a.name()
                help = (a.help or "") % {"default": a.default, "prog": self.prog} if a.help else ""
                if not help:
                    out.append(f"  {left}\n")
                elif len(left) <= 20 and max(len(x) for x in [left]) <= 20:
                    out.append(f"  {left:<{self._width()}}  {help}\n")
                else:
                    out.append(f"  {left}\n{' ' * (self._width() + 4)}{help}\n")
        if self.epilog:
            out.append(f"\n{self.epilog}\n")
        return "".join(out)

    def _width(self):
        lefts = [", ".join((f + " " + a.values()).rstrip() for f in a.flags) if a.optional else a.name() for a in self._args]
        return min(20, max(len(x) for x in lefts))

    def print_help(self, file=None):
        (file or sys.stdout).write(self.format_help())

    def print_usage(self, file=None):
        (file or sys.stdout).write(self.format_usage())

    def exit(self, status=0, message=None):
        if message:
            sys.stderr.write(message)
        sys.exit(status)

    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: error: {message}\n")

    def _convert(self, a, text):
        try:
            v = a.type(text)
        except ArgumentTypeError as e:
            self.error(f"argument {a.label()}: {e}")
        except (TypeError, ValueError):
            self.error(f"argument {a.label()}: invalid {a.type.__name__} value: {text!r}")
        if a.choices is not None and v not in a.choices:
            self.error(f"argument {a.label()}: invalid choice: {v!r} (choose from {', '.join(map(repr, a.choices))})")
        return v

    def _act(self, ns, a, values):
        if a.action == "help":
            self.print_help()
            self.exit()
        if a.action == "version":
            sys.stdout.write(a.version % {"prog": self.prog} + "\n")
            self.exit()
        if a.action == "store":
            setattr(ns, a.dest, values)
        elif a.action == "store_true":
            setattr(ns, a.dest, True)
        elif a.action == "store_false":
            setattr(ns, a.dest, False)
        elif a.action == "store_const":
            setattr(ns, a.dest, a.const)
        elif a.action == "count":
            setattr(ns, a.dest, (getattr(ns, a.dest, None) or 0) + 1)
        else:
            old = list(getattr(ns, a.dest, None) or [])
            setattr(ns, a.dest, old + (values if a.action == "extend" else [values]))

    def _option(self, word):
        name, eq, value = word.partition("=")
        exact = [a for a in self._args if name in a.flags]
        if not exact and name.startswith("--"):
            exact = [a for a in self._args if any(f.startswith(name) for f in a.flags)]
            if len(exact) > 1:
                self.error(f"ambiguous option: {name} could match {', '.join(f for a in exact for f in a.flags if f.startswith(name))}")
        if exact:
            return exact[0], [value] if eq else None
        if not word.startswith("--") and len(word) > 2:
            for a in self._args:
                if word[:2] in a.flags:
                    return a, [word[2:]] if a.takes_value else word[2:]
        return None, None

    def parse_known_args(self, args=None, namespace=None):
        args = list(sys.argv[1:] if args is None else args)
        ns = namespace or Namespace()
        for a in self._args:
            if a.default is not SUPPRESS and not hasattr(ns, a.dest):
                setattr(ns, a.dest, self._defaults.get(a.dest, self._convert(a, a.default) if isinstance(a.default, str) and a.takes_value and a.type is not str else a.default))
        for k, v in self._defaults.items():
            if not hasattr(ns, k):
                setattr(ns, k, v)
        seen, free, extra, i = set(), [], [], 0
        numbers = any(f[1:2].isdigit() for a in self._args for f in a.flags)
        is_option = lambda w: len(w) > 1 and w[0] == "-" and (numbers or not w[1:].replace(".", "", 1).isdigit()) and " " not in w
        while i < len(args):
            word = args[i]
            i += 1
            if word == "--":
                free += args[i:]
                break
            if not is_option(word):
                free.append(word)
                continue
            a, given = self._option(word)
            if a is None:
                extra.append(word)
                continue
            seen.add(a)
            if not a.takes_value:
                self._act(ns, a, None)
                if isinstance(given, str):
                    args.insert(i, "-" + given)
                continue
            values = given or []
            limit = {None: 1, "?": 1, "*": 10**9, "+": 10**9}.get(a.nargs, a.nargs)
            while given is None and len(values) < limit and i < len(args) and not is_option(args[i]):
                values.append(args[i])
                i += 1
            if a.nargs is None and not values or isinstance(a.nargs, int) and len(values) != a.nargs or a.nargs == "+" and not values:
                want = "one argument" if a.nargs is None else "at least one argument" if a.nargs == "+" else f"{a.nargs} argument{'' if a.nargs == 1 else 's'}"
                self.error(f"argument {a.label()}: expected {want}")
            values = [self._convert(a, v) for v in values]
            self._act(ns, a, (values[0] if values else a.const) if a.nargs in (None, "?") else values)
        positional = [a for a in self._args if not a.optional]
        missing = [a.name() for a in self._positional(ns, positional, free, extra)]
        missing += [a.label() for a in self._args if a.optional and a.required and a not in seen]
        if missing:
            self.error(f"the following arguments are required: {', '.join(missing)}")
        return ns, extra

    def _positional(self, ns, positional, free, extra):
        need = lambda a: {None: 1, "?": 0, "*": 0, "+": 1, REMAINDER: 0}.get(a.nargs, a.nargs)
        missing = []
        for k, a in enumerate(positional):
            after = sum(need(b) for b in positional[k + 1:])
            room = max(len(free) - after, 0)
            take = {None: 1, "?": min(1, room), "*": room, "+": room, REMAINDER: len(free)}.get(a.nargs, a.nargs)
            if len(free) < need(a) or a.nargs == "+" and not take:
                missing.append(a)
                continue
            values, free[:] = [self._convert(a, v) for v in free[:take]], free[take:]
            if a.nargs is None:
                setattr(ns, a.dest, values[0])
            elif a.nargs == "?":
                if values:
                    setattr(ns, a.dest, values[0])
            elif values or a.default is None:
                setattr(ns, a.dest, values)
        extra += free
        return missing

    def parse_args(self, args=None, namespace=None):
        ns, extra = self.parse_known_args(args, namespace)
        if extra:
            self.error(f"unrecognized arguments: {' '.join(extra)}")
        return ns
