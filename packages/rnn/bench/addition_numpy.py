"""Binary addition as the source's numpy program computes it: one pair a step, bit by bit, in small matrices.

Own code with the same operations in the same order; without what it prints and plots.
"""

import numpy as np

BITS = 8
HIDDEN = 16
RATE = 0.1


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_slope(x):
    return (1.0 - sigmoid(x)) * sigmoid(x)


def half_squared_error(target, y):
    return np.mean(np.square(target - y)) / 2


def half_squared_error_slope(target, y):
    return (y - target) / target.shape[0]


class Program:
    def __init__(self, seed):
        np.random.seed(seed)
        largest = 2**BITS
        numbers = np.array([range(largest)], dtype=np.uint8).T
        self.largest = largest
        self.bits_of = np.unpackbits(numbers, axis=1)
        self.w_in = np.random.randn(2, HIDDEN)
        self.w_out = np.random.randn(HIDDEN, 1)
        self.w = np.random.randn(HIDDEN, HIDDEN)
        self.g_in = np.zeros_like(self.w_in)
        self.g_out = np.zeros_like(self.w_out)
        self.g = np.zeros_like(self.w)
        self.u = np.zeros((HIDDEN, BITS + 1))
        self.z = np.zeros((HIDDEN, BITS + 1))
        self.y = np.zeros((1, BITS))
        self.d_out = np.zeros((1, BITS))
        self.d = np.zeros((HIDDEN, BITS + 1))
        self.losses = []

    def step(self):
        w_in, w_out, w, u, z, y = self.w_in, self.w_out, self.w, self.u, self.z, self.y
        first = np.random.randint(self.largest / 2)
        second = np.random.randint(self.largest / 2)
        a = self.bits_of[first]
        b = self.bits_of[second]
        truth = self.bits_of[first + second]
        predicted = np.zeros_like(truth)
        loss = 0
        for t in range(BITS):
            x = np.array([a[-t - 1], b[-t - 1]]).reshape(1, -1)
            target = np.array([truth[BITS - t - 1]])
            u[:, t + 1] = np.dot(x, w_in) + np.dot(z[:, t].reshape(1, -1), w)
            z[:, t + 1] = sigmoid(u[:, t + 1])
            y[:, t] = sigmoid(np.dot(z[:, t + 1].reshape(1, -1), w_out))
            loss += half_squared_error(target, y[:, t])
            self.d_out[:, t] = half_squared_error_slope(target, y[:, t]) * sigmoid_slope(y[:, t])
            predicted[BITS - t - 1] = np.round(y[:, t])[0]
        for t in reversed(range(BITS)):
            x = np.array([a[-t - 1], b[-t - 1]]).reshape(1, -1)
            back = np.dot(self.d[:, t + 1].T, w.T) + np.dot(self.d_out[:, t].T, w_out.T)
            self.d[:, t] = back * sigmoid_slope(u[:, t + 1])
            self.g_out += np.dot(z[:, t + 1].reshape(-1, 1), self.d_out[:, t].reshape(-1, 1))
            self.g += np.dot(z[:, t].reshape(-1, 1), self.d[:, t].reshape(1, -1))
            self.g_in += np.dot(x.T, self.d[:, t].reshape(1, -1))
        self.w_in -= RATE * self.g_in
        self.w_out -= RATE * self.g_out
        self.w -= RATE * self.g
        self.g_in *= 0
        self.g_out *= 0
        self.g *= 0
        return loss


def prepare():
    program = Program(1)

    def run(times):
        for i in range(times):
            loss = program.step()
            if i % 100 == 0:
                program.losses.append(loss)

    return f"numpy {np.__version__}", run
