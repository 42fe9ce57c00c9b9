"""The textbook updates in numpy and in scikit-learn, for peers.mjs: one run, one line of JSON.

peers.py numpy|sklearn V W0 H0 N F K SWEEPS is|kl

Files are little-endian float32: V is frames x bins, W0 is bins x components, H0 is frames x
components, so that H is updated first, as in the engine. SWEEPS may be a list a,b,c: each is a run of
its own from the start, for a curve; the first is repeated once before the clock starts.
PARTWISE_PEER_THREADS (1 unless set) is the number of threads of the matrix products.
"""

import json
import os
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = os.environ.get("PARTWISE_PEER_THREADS", "1")
import numpy as np

peer, file_v, file_w, file_h = sys.argv[1:5]
N, F, K = (int(x) for x in sys.argv[5:8])
counts = [int(x) for x in sys.argv[8].split(",")]
loss = sys.argv[9]
V = np.fromfile(file_v, "<f4").reshape(N, F)
W0 = np.ascontiguousarray(np.fromfile(file_w, "<f4").reshape(F, K).T)
H0 = np.fromfile(file_h, "<f4").reshape(N, K)


def divergence(h, w):
    """Sum over all cells in float64."""
    total, w = 0.0, w.astype(np.float64)
    for first in range(0, N, 256):
        v = V[first : first + 256].astype(np.float64)
        m = h[first : first + 256].astype(np.float64) @ w
        if loss == "is":
            total += float((v / m - np.log(v / m) - 1).sum())
        else:
            total += float((v * np.log(v / m) - v + m).sum())
    return total


def run_numpy(h, w, sweeps):
    for _ in range(sweeps):
        if loss == "is":
            m = h @ w
            h = h * (((V / m**2) @ w.T) / ((1 / m) @ w.T)) ** 0.5
            m = h @ w
            w = w * ((h.T @ (V / m**2)) / (h.T @ (1 / m))) ** 0.5
        else:
            h = h * ((V / (h @ w)) @ w.T) / w.sum(1)
            w = w * (h.T @ (V / (h @ w))) / h.sum(0)[:, None]
    return h, w


def run_sklearn(h, w, sweeps):
    import warnings

    from sklearn.decomposition import non_negative_factorization

    warnings.simplefilter("ignore")
    name = {"is": "itakura-saito", "kl": "kullback-leibler"}[loss]
    h, w, _ = non_negative_factorization(
        V, W=h.copy(), H=w.copy(), n_components=K, init="custom", solver="mu",
        beta_loss=name, tol=0, max_iter=sweeps,
    )
    return h, w


run = {"numpy": run_numpy, "sklearn": run_sklearn}[peer]
run(H0, W0, 1)
version = np.__version__
if peer == "sklearn":
    import sklearn

    version = sklearn.__version__
out = []
for count in counts:
    cpu, wall = time.process_time(), time.perf_counter()
    h, w = run(H0, W0, count)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    out.append({"sweeps": count, "cpu": cpu, "seconds": wall, "divergence": divergence(h, w)})
print(json.dumps({"version": version, "runs": out}))
