"""copy: shallow and deep."""


def copy(x):
    if hasattr(x, "__copy__"):
        return x.__copy__()
    if isinstance(x, (list, dict, set, bytearray)) and type(x) in (list, dict, set, bytearray):
        return x.copy() if type(x) is not bytearray else bytearray(x)
    if isinstance(x, (int, float, str, bytes, tuple, frozenset, type, type(None), type(copy), type(len))):
        return x
    return _instance(x, lambda v: v)


def _instance(x, how):
    cls = type(x)
    y = cls.__new__(cls)
    if hasattr(x, "__dict__"):
        y.__dict__.update({k: how(v) for k, v in x.__dict__.items()})
    if isinstance(x, dict):
        y.update({how(k): how(v) for k, v in x.items()})
    elif isinstance(x, list):
        y.extend(how(v) for v in x)
    elif isinstance(x, set):
        y.update(how(v) for v in x)
    return y


def deepcopy(x, memo=None):
    memo = {} if memo is None else memo
    if id(x) in memo:
        return memo[id(x)]
    if hasattr(x, "__deepcopy__"):
        return x.__deepcopy__(memo)
    if isinstance(x, (int, float, str, bytes, type, type(None), type(copy), type(len))):
        return x
    if type(x) is list:
        y = memo[id(x)] = []
        y.extend(deepcopy(v, memo) for v in x)
    elif type(x) is dict:
        y = memo[id(x)] = {}
        for k, v in x.items():
            y[deepcopy(k, memo)] = deepcopy(v, memo)
    elif isinstance(x, tuple):
        y = type(x)(deepcopy(v, memo) for v in x) if type(x) is tuple else x
    elif type(x) in (set, frozenset):
        y = type(x)(deepcopy(v, memo) for v in x)
    elif type(x) is bytearray:
        y = bytearray(x)
    else:
        y = memo[id(x)] = type(x).__new__(type(x))
        if hasattr(x, "__dict__"):
            y.__dict__.update(deepcopy(x.__dict__, memo))
    memo[id(x)] = y
    return y
