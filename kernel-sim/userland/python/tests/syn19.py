while True:
    break
break
