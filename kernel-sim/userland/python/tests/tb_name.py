import math
value = 3
def g():
    valeu = math.sqrt(vlue)
g()
