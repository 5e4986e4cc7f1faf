"""The same in PyTorch, on one thread: channels last, eval mode, no gradients, its norms layers as they were trained."""

import math

import torch

BLOCKS = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + 5 * [(512, 1)] + [(1024, 2), (1024, 1)]
SIZE, FIRST, CLASSES, EPSILON = 224, 32, 1000, 1e-3


def drawn(shape, seed, low, high):
    """mobilenet-weights.ts makes the same."""
    mask = 2**32 - 1
    h = (torch.arange(math.prod(shape)) + seed * 0x9E3779B9) & mask
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & mask
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & mask
    h = h ^ (h >> 16)
    return (low + h.double() * ((high - low) / 2**32)).float().reshape(list(shape))


def normed(shape, stride, seed):
    height, width, depth, out = shape
    depthwise = out == 1
    channels = depth if depthwise else out
    most = (6 / (height * width * (1 if depthwise else depth))) ** 0.5
    groups = channels if depthwise else 1
    conv = torch.nn.Conv2d(depth, channels, height, stride, (height - 1) // 2, groups=groups, bias=False)
    norm = torch.nn.BatchNorm2d(channels, eps=EPSILON)
    filter = drawn(shape, seed, -most, most)
    conv.weight.data = filter.permute(2, 3, 0, 1) if depthwise else filter.permute(3, 2, 0, 1)
    norm.weight.data = drawn([channels], seed + 1, 0.5, 1.5)
    norm.bias.data = drawn([channels], seed + 2, -0.2, 0.8)
    norm.running_mean = drawn([channels], seed + 3, -0.3, 0.3)
    norm.running_var = drawn([channels], seed + 4, 0.5, 1.5)
    return [conv, norm, torch.nn.ReLU6(inplace=True)]


def prepare():
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    layers = normed([3, 3, 3, FIRST], 2, 10)
    depth = FIRST
    for i, (out, stride) in enumerate(BLOCKS):
        layers += normed([3, 3, depth, 1], stride, 20 + 20 * i)
        layers += normed([1, 1, depth, out], 1, 30 + 20 * i)
        depth = out
    last = torch.nn.Linear(depth, CLASSES, bias=False)
    last.weight.data = drawn([depth, CLASSES], 2, -0.05, 0.05).T.contiguous()
    model = torch.nn.Sequential(*layers, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), last)
    model = model.eval().to(memory_format=torch.channels_last)
    x = drawn([1, SIZE, SIZE, 3], 1, -1, 1).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
    places = 1 + torch.arange(CLASSES, dtype=torch.float64) % 7

    def run(times):
        for _ in range(times):
            model(x)

    checksum = float((model(x)[0].double().abs() * places).sum())
    return f"PyTorch {torch.__version__}, 1 thread", run, checksum
