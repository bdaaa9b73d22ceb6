"""What native OpenCV has that comes nearest to each style, on one thread: JSON of the processor's milliseconds (fastest)."""
import json
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
path, runs = sys.argv[1], int(sys.argv[2])
photo = cv2.imread(path, cv2.IMREAD_COLOR)
grey = cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY)


def dodge():
    cv2.divide(grey, cv2.GaussianBlur(grey, (0, 0), 10), scale=255)


def difference_of_gaussians():
    fine = cv2.GaussianBlur(grey, (0, 0), 1.4).astype(np.float32)
    coarse = cv2.GaussianBlur(grey, (0, 0), 2.24).astype(np.float32)
    cv2.threshold(fine * 20 - coarse * 19, 128, 255, cv2.THRESH_BINARY)


def fastest_ms(work, count):
    times = []
    for _ in range(count):
        begin = time.process_time()
        work()
        times.append((time.process_time() - begin) * 1000)
    return min(times)


figures = {
    "version": cv2.__version__,
    "dodge": fastest_ms(dodge, runs * 3),
    "differenceOfGaussians": fastest_ms(difference_of_gaussians, runs),
    "pencilSketch": fastest_ms(lambda: cv2.pencilSketch(photo), runs),
    "stylization": fastest_ms(lambda: cv2.stylization(photo), runs),
    "edgePreservingFilter": fastest_ms(lambda: cv2.edgePreservingFilter(photo), runs),
    "oilPainting": fastest_ms(lambda: cv2.xphoto.oilPainting(photo, 7, 13), runs),
}
print(json.dumps(figures))
