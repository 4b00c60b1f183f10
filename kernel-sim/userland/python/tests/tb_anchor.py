x = [1, 2, 3]
y = {"k": x}
def h():
    print(1 + 2 * (y["k"][5] + 3))
h()
