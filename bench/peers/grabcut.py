"""OpenCV's GrabCut, five iterations, one thread: a mask for each box.

Reads boxes [[x, y, w, h], …] as JSON from stdin; writes the masks to stdout, a byte a pixel, 0 or 255, one after
another.
"""
import json
import sys

import cv2
import numpy as np

cv2.setNumThreads(1)
image = cv2.imdecode(np.fromfile(sys.argv[1], np.uint8), cv2.IMREAD_COLOR)
for box in json.load(sys.stdin):
    mask = np.zeros(image.shape[:2], np.uint8)
    cv2.grabCut(image, mask, box, np.zeros((1, 65)), np.zeros((1, 65)), 5, cv2.GC_INIT_WITH_RECT)
    sys.stdout.buffer.write(((mask & 1) * 255).astype(np.uint8).tobytes())
