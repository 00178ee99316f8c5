"""Training steps in plain PyTorch, the peer of `cobot bench workspace`.

Reads lines "NAME STEPS" (NAME: workspace or vae), makes that many updates and answers with the
milliseconds of each update on average. "parameters NAME" answers with the number of trained values.
The first line that it writes says the versions and the number of threads.

usage: training_steps.py THREADS WORKSPACE_BATCH VAE_BATCH VAE_CHANNELS VAE_LATENT
"""

import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

ROWS = 20000  # scenes in the tables that batches are drawn from


def mlp(inputs, hidden, layers, outputs):
    parts = [nn.Linear(inputs, hidden), nn.ReLU()]
    for _ in range(layers):
        parts += [nn.Linear(hidden, hidden), nn.ReLU()]
    return nn.Sequential(*parts, nn.Linear(hidden, outputs))


class Workspace:
    """Two domains of 12 values, a workspace of 12, the tutorial's four losses."""

    def __init__(self, batch):
        self.batch = batch
        self.encoders = nn.ModuleDict({d: mlp(12, 32, 3, 12) for d in ("v", "attr")})
        self.decoders = nn.ModuleDict({d: mlp(12, 32, 3, 12) for d in ("v", "attr")})
        self.latents = {d: torch.randn(ROWS, 12) for d in ("v", "attr")}
        parameters = [*self.encoders.parameters(), *self.decoders.parameters()]
        self.count = sum(p.numel() for p in parameters)
        self.optimizer = torch.optim.AdamW(parameters, lr=5e-3, weight_decay=1e-6)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, max_lr=5e-3, total_steps=1_000_000
        )

    def rows(self):
        return torch.randint(ROWS, (self.batch,))

    def step(self):
        pairs = self.rows()
        paired = {d: u[pairs] for d, u in self.latents.items()}
        alone = {d: u[self.rows()] for d, u in self.latents.items()}
        encoded = {d: self.encoders[d](u) for d, u in paired.items()}
        states = {d: torch.tanh(e) for d, e in encoded.items()}
        other = {"v": "attr", "attr": "v"}
        translation = [
            F.mse_loss(self.decoders[other[d]](z), paired[other[d]]) for d, z in states.items()
        ]
        v, attr = F.normalize(encoded["v"]), F.normalize(encoded["attr"])
        scores = v @ attr.t() / 0.07
        target = torch.arange(self.batch)
        contrastive = (F.cross_entropy(scores, target) + F.cross_entropy(scores.t(), target)) / 2
        demi_cycle, cycle = [], []
        for d, u in alone.items():
            z = torch.tanh(self.encoders[d](u))
            demi_cycle.append(F.mse_loss(self.decoders[d](z), u))
            there = self.decoders[other[d]](z)
            back = self.decoders[d](torch.tanh(self.encoders[other[d]](there)))
            cycle.append(F.mse_loss(back, u))
        loss = (
            sum(translation) / 2 + 0.1 * contrastive + sum(demi_cycle) / 2 + sum(cycle) / 2
        ) / 4
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.schedule.step()


class Vae(nn.Module):
    """Pictures of 32 x 32: four convolutions, three transposed ones and a last convolution."""

    def __init__(self, batch, channels, latent):
        super().__init__()
        self.batch = batch
        sizes = [3, channels // 8, channels // 4, channels // 2, channels]
        down = []
        for a, b in zip(sizes, sizes[1:]):
            down += [nn.Conv2d(a, b, 4, 2, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU()]
        self.down = nn.Sequential(*down, nn.Flatten())
        self.mean = nn.Linear(4 * channels, latent)
        self.log_variance = nn.Linear(4 * channels, latent)
        self.up = nn.Sequential(
            nn.ConvTranspose2d(latent, channels, 8, 1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.ConvTranspose2d(channels, channels // 2, 4, 2, 1, bias=False),
            nn.BatchNorm2d(channels // 2),
            nn.ReLU(),
            nn.ConvTranspose2d(channels // 2, channels // 4, 4, 2, 1, bias=False),
            nn.BatchNorm2d(channels // 4),
            nn.ReLU(),
            nn.ZeroPad2d((0, 1, 0, 1)),
            nn.Conv2d(channels // 4, 3, 4, 1, 1),
            nn.Sigmoid(),
        )
        self.pictures = torch.rand(1024, 3, 32, 32)
        self.count = sum(p.numel() for p in self.parameters())
        self.optimizer = torch.optim.AdamW(self.parameters(), lr=5e-3, weight_decay=1e-5)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, max_lr=5e-3, total_steps=1_000_000
        )

    def step(self):
        x = self.pictures[torch.randint(len(self.pictures), (self.batch,))]
        hidden = self.down(x)
        mean, log_variance = self.mean(hidden), self.log_variance(hidden)
        z = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
        decoded = self.up(z[:, :, None, None])
        likelihood = (0.5 * (decoded - x) ** 2 + 0.5 * math.log(2 * math.pi)).sum()
        kl = 0.5 * (mean**2 + log_variance.exp() - log_variance - 1).sum()
        loss = likelihood + 0.1 * kl
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.schedule.step()


def main():
    threads, workspace_batch, vae_batch, channels, latent = map(int, sys.argv[1:6])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    subjects = {"workspace": Workspace(workspace_batch), "vae": Vae(vae_batch, channels, latent)}
    print("torch", torch.__version__, "threads", torch.get_num_threads(), flush=True)
    for line in sys.stdin:
        name, argument = line.split()
        if name == "parameters":
            print(subjects[argument].count, flush=True)
            continue
        start = time.perf_counter()
        for _ in range(int(argument)):
            subjects[name].step()
        print((time.perf_counter() - start) * 1000 / int(argument), flush=True)


main()
