#!/usr/bin/env python3
"""Makes the golden files of the factorization: what scikit-learn gets from the same start.

Usage: python3 make.py        (numpy and scikit-learn; writes beside itself)

nmf-v.f32, nmf-w.f32, nmf-h.f32   V [T x F], W0 [K x F], H0 [T x K], little-endian float32, row by row
nmf.json                          T, F, K, iterations and, for each divergence, its value per cell at
                                  the start and after the iterations (float64)

scikit-learn factorizes X ~ W H and updates W, then H. With X = V time-major its W is our H and its H
our W, so its order of updates is ours: activations first. Its constants are too small to matter here.
"""
import json
import os
import warnings

import numpy as np
import sklearn
from sklearn.decomposition import non_negative_factorization

T, F, K, ITERATIONS = 96, 129, 5, 200
BETAS = {"itakura-saito": 0.0, "kullback-leibler": 1.0, "frobenius": 2.0}
here = os.path.dirname(os.path.abspath(__file__))


def spectrogram(rng):
    """Decaying notes with harmonics over noise: magnitudes of mean 1."""
    bins = np.arange(F)
    V = 0.01 + 0.02 * rng.random((T, F))
    for note in range(14):
        onset, pitch = rng.integers(0, T - 8), rng.choice([6.0, 7.5, 9.0, 10.0, 12.0])
        decay = np.exp(-np.arange(T - onset) / rng.uniform(8, 25))
        comb = sum(np.exp(-0.5 * ((bins - h * pitch) / 0.9) ** 2) / h for h in range(1, 11))
        V[onset:] += rng.uniform(0.3, 1.0) * decay[:, None] * comb[None, :]
    return V / V.mean()


def divergence(V, R, beta):
    if beta == 0:
        return float(np.mean(V / R - np.log(V / R) - 1))
    if beta == 1:
        return float(np.mean(V * np.log(V / R) - V + R))
    return float(np.mean(0.5 * (V - R) ** 2))


rng = np.random.default_rng(20)
V = spectrogram(rng).astype("<f4")
W = rng.uniform(0.1, 1.1, (K, F)).astype("<f4")
H = rng.uniform(0.1, 1.1, (T, K)).astype("<f4") * np.float32(1 / (0.6 * 0.6 * K))
for name, values in (("v", V), ("w", W), ("h", H)):
    values.astype("<f4").tofile(os.path.join(here, f"nmf-{name}.f32"))

warnings.simplefilter("ignore")
expected = {}
x, w, h = (values.astype(np.float64) for values in (V, W, H))
for loss, beta in BETAS.items():
    h1, w1, _ = non_negative_factorization(
        x, W=h.copy(), H=w.copy(), n_components=K, init="custom", solver="mu", beta_loss=loss,
        tol=0, max_iter=ITERATIONS)
    expected[str(int(beta))] = {"start": divergence(x, h @ w, beta), "end": divergence(x, h1 @ w1, beta)}

with open(os.path.join(here, "nmf.json"), "w") as file:
    json.dump({"madeBy": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
               "T": T, "F": F, "K": K, "iterations": ITERATIONS, "divergence": expected}, file, indent=2)
    file.write("\n")
