"""JPEG to the classic basic sketch to JPEG and a thumbnail, as Easel makes them: NumPy and native OpenCV, one thread.

Of the photo only the luminance is decoded. Prints JSON: milliseconds of the fastest run.
"""
import json
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
path, runs = sys.argv[1], int(sys.argv[2])
data = np.fromfile(path, np.uint8)


def chain():
    grey = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    blur = cv2.GaussianBlur(255 - grey, (21, 21), 0)
    drawn = cv2.convertScaleAbs(cv2.divide(grey, 255 - blur, scale=255), alpha=1.2, beta=10)
    cv2.imencode(".jpg", drawn, [cv2.IMWRITE_JPEG_QUALITY, 92])
    height, width = drawn.shape
    scale = 320 / max(width, height)
    small = cv2.resize(drawn, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 85])


chain()
times = []
for _ in range(runs):
    begin = time.perf_counter()
    chain()
    times.append((time.perf_counter() - begin) * 1000)
print(json.dumps({"version": cv2.__version__, "chain": min(times)}))
