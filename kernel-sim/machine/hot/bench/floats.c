/* floats K ROUNDS: floating-point kernels; the same frame as kernels.c. 3 is x87. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct body {
  double x, y, z, vx, vy, vz, m;
};
static struct body bodies[5] = {
    {0, 0, 0, 0, 0, 0, 39.47},
    {4.84, -1.16, -.10, .606, 2.81, -.02, .037},
    {8.34, 4.12, -.4, -1.01, 1.82, .008, .011},
    {12.89, -15.11, -.22, 1.08, .868, -.01, .0017},
    {15.37, -25.9, .179, .979, .594, -.034, .002},
};
static double nbody(void) {
  for (int n = 0; n < 60000; n++) {
    for (int i = 0; i < 5; i++)
      for (int j = i + 1; j < 5; j++) {
        struct body *p = &bodies[i], *q = &bodies[j];
        double dx = p->x - q->x, dy = p->y - q->y, dz = p->z - q->z, d = dx * dx + dy * dy + dz * dz;
        double force = 0.001 / (d * sqrt(d));
        p->vx -= dx * q->m * force, p->vy -= dy * q->m * force, p->vz -= dz * q->m * force;
        q->vx += dx * p->m * force, q->vy += dy * p->m * force, q->vz += dz * p->m * force;
      }
    for (int i = 0; i < 5; i++) {
      struct body *p = &bodies[i];
      p->x += 0.001 * p->vx, p->y += 0.001 * p->vy, p->z += 0.001 * p->vz;
    }
  }
  return bodies[0].x + bodies[1].y;
}

static double element(int i, int j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }
static double spectral(void) {
  static double u[500], v[500];
  for (int i = 0; i < 500; i++) u[i] = 1;
  for (int k = 0; k < 6; k++) {
    for (int i = 0; i < 500; i++) {
      double sum = 0;
      for (int j = 0; j < 500; j++) sum += element(i, j) * u[j];
      v[i] = sum;
    }
    for (int i = 0; i < 500; i++) {
      double sum = 0;
      for (int j = 0; j < 500; j++) sum += element(j, i) * v[j];
      u[i] = sum;
    }
  }
  return u[3];
}

static double mandelbrot(void) {
  long count = 0;
  for (int y = 0; y < 400; y++)
    for (int x = 0; x < 400; x++) {
      double cr = 2.0 * x / 400 - 1.5, ci = 2.0 * y / 400 - 1, zr = 0, zi = 0;
      int k = 0;
      for (; k < 50 && zr * zr + zi * zi < 4; k++) {
        double t = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = t;
      }
      count += k;
    }
  return count;
}

static double extended(void) {
  long double sum = 0, t = 1;
  for (int i = 1; i <= 20000; i++) {
    t = t * 1.0001L + 1.0L / i;
    sum += t;
    if (t > 1000) t /= 1000;
  }
  return sum;
}

static double (*const kernels[])(void) = {nbody, spectral, mandelbrot, extended};

int main(int argc, char **argv) {
  double value = 0;
  (void)argc;
  for (int rounds = atoi(argv[2]); rounds > 0; rounds--) {
    struct timespec a, b;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    value += kernels[atoi(argv[1])]();
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    printf("%lld\n", (b.tv_sec - a.tv_sec) * 1000000000ll + b.tv_nsec - a.tv_nsec);
  }
  printf("%a\n", value);
  return 0;
}
