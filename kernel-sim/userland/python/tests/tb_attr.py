import os
class Thing:
    pass
t = Thing()
t.value = 5
print(t.value)
t.valu
