"""The classic converters as the earlier service ran them: NumPy and native OpenCV, one thread.

Prints JSON: milliseconds (median) of each converter, and of a dodge pencil of wide blur.
"""
import json
import statistics
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
path, runs = sys.argv[1], int(sys.argv[2])
data = np.fromfile(path, np.uint8)
grey = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2GRAY)


def dodge(base, blend):
    with np.errstate(divide="ignore", invalid="ignore"):
        out = base.astype(np.float32) * 255 / (255 - blend.astype(np.float32))
    return np.where(blend > 254, 255, np.clip(out, 0, 255)).astype(np.uint8)


def basic(g):
    blur = cv2.GaussianBlur(255 - g, (21, 21), 0)
    return cv2.convertScaleAbs(cv2.divide(g, 255 - blur, scale=255), alpha=1.2, beta=10)


def advanced(g):
    f = cv2.bilateralFilter(g, 9, 80, 80)
    k = max(21, min(51, g.shape[0] // 20)) | 1
    d = dodge(f, cv2.GaussianBlur(255 - f, (k, k), 0))
    e = cv2.GaussianBlur(cv2.Laplacian(g, cv2.CV_8U, ksize=3), (3, 3), 0)
    return cv2.convertScaleAbs(cv2.addWeighted(d, 1, e, -0.3, 0), alpha=1.1, beta=5)


def artistic(g):
    d = dodge(g, cv2.GaussianBlur(255 - g, (25, 25), 0))
    fine = cv2.GaussianBlur(cv2.Canny(g, 50, 150), (3, 3), 0)
    coarse = cv2.GaussianBlur(cv2.dilate(cv2.Canny(g, 30, 80), np.ones((2, 2), np.uint8)), (3, 3), 0)
    kernel = np.tile(np.array([-1, 2, -1], np.float32) / 3, (3, 1))
    lines = cv2.bitwise_or(cv2.filter2D(g, -1, kernel), cv2.filter2D(g, -1, kernel.T))
    texture = cv2.GaussianBlur(lines, (3, 3), 0)
    a = np.clip(d - 0.2 * fine - 0.4 * coarse - 0.1 * texture, 0, 255).astype(np.uint8)
    return cv2.convertScaleAbs(cv2.addWeighted(a, 1.5, cv2.GaussianBlur(a, (5, 5), 0), -0.5, 0), alpha=1.15, beta=8)


def soft_dodge(g):
    sigma = 16 * max(0.7, (g.shape[0] * g.shape[1]) ** 0.5 / 1000)
    return cv2.divide(g, cv2.GaussianBlur(g, (0, 0), sigma), scale=255)


def median_ms(work):
    work()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def pencil_sketch():
    cv2.pencilSketch(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))


print(json.dumps({
    "version": cv2.__version__,
    "basic": median_ms(lambda: basic(grey)),
    "advanced": median_ms(lambda: advanced(grey)),
    "artistic": median_ms(lambda: artistic(grey)),
    "softDodge": median_ms(lambda: soft_dodge(grey)),
    "pencilSketch": median_ms(pencil_sketch),
}))
