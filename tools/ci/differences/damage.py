"""Random damage to bytes."""


def damaged(pick, data):
    """Returns the data as they are, half of the time, and otherwise with some damage."""
    data = bytearray(data)
    if pick.random() < 0.5:
        return bytes(data)
    for _ in range(pick.choice([1, 1, 1, 2, 4])):
        place = pick.randrange(len(data) + 1) if pick.random() < 0.6 else pick.randrange(min(len(data), 64) + 1)
        kind = pick.randrange(7)
        if kind == 0:
            del data[place:]
        elif kind == 1:
            data[place:place] = pick.randbytes(pick.choice([1, 1, 2, 8]))
        elif kind == 2:
            del data[place : place + pick.choice([1, 1, 2, 8])]
        elif kind == 3:
            data[place:place] = data[place : place + pick.randrange(64)]
        elif place < len(data):
            data[place] = pick.choice([data[place] ^ 1 << pick.randrange(8), pick.randrange(256), 0, 255])
    return bytes(data)
