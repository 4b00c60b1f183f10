"""string: constants, Template, capwords."""
whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = ascii_lowercase.upper()
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdefABCDEF"
octdigits = "01234567"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    return (sep or " ").join(w.capitalize() for w in s.split(sep))


class Template:
    def __init__(self, template):
        self.template = template

    def _replace(self, values, safe):
        import re

        def one(m):
            if m.group() == "$$":
                return "$"
            name = m.group(1) or m.group(2)
            if name is None:
                raise ValueError("Invalid placeholder in string")
            if safe and name not in values:
                return m.group()
            return str(values[name])

        return re.sub(r"\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\}|)", one, self.template)

    def substitute(self, mapping=(), /, **kw):
        return self._replace({**dict(mapping), **kw}, False)

    def safe_substitute(self, mapping=(), /, **kw):
        return self._replace({**dict(mapping), **kw}, True)
