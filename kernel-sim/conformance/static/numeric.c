/* Floating point at work: LU decomposition, FFT, Mandelbrot, Simpson, Newton; 9 digits each. */
#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define N 48
static double a[N][N], x[N];

static void fft(double complex *v, int n) {
    if (n == 1) return;
    double complex even[n / 2], odd[n / 2];
    for (int i = 0; i < n / 2; i++) even[i] = v[2 * i], odd[i] = v[2 * i + 1];
    fft(even, n / 2);
    fft(odd, n / 2);
    for (int i = 0; i < n / 2; i++) {
        double complex t = cexp(-2 * I * M_PI * i / n) * odd[i];
        v[i] = even[i] + t;
        v[i + n / 2] = even[i] - t;
    }
}

int main(void) {
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) a[i][j] = 1.0 / (1 + abs(i - j)) + (i == j) * 2;
        x[i] = i % 7 - 3;
    }
    for (int k = 0; k < N; k++)
        for (int i = k + 1; i < N; i++) {
            double m = a[i][k] / a[k][k];
            for (int j = k; j < N; j++) a[i][j] -= m * a[k][j];
            x[i] -= m * x[k];
        }
    for (int i = N - 1; i >= 0; i--) {
        for (int j = i + 1; j < N; j++) x[i] -= a[i][j] * x[j];
        x[i] /= a[i][i];
    }
    printf("%.9f %.9f %.9f\n", x[0], x[N / 2], x[N - 1]);
    static double complex v[256];
    for (int i = 0; i < 256; i++) v[i] = sin(i * 0.1) + (i % 3);
    fft(v, 256);
    for (int i = 0; i < 4; i++) printf("%.7f %.7f ", creal(v[i * 37 + 1]), cimag(v[i * 37 + 1]));
    puts("");
    long inside = 0;
    for (int r = 0; r < 120; r++)
        for (int c = 0; c < 120; c++) {
            double zr = 0, zi = 0, cr = c / 40.0 - 2, ci = r / 40.0 - 1.5;
            int n = 0;
            for (; n < 60 && zr * zr + zi * zi < 4; n++) {
                double t = zr * zr - zi * zi + cr;
                zi = 2 * zr * zi + ci;
                zr = t;
            }
            inside = inside * 3 + n;
        }
    printf("%lx\n", inside);
    double sum = 0;
    for (int i = 0; i <= 1000; i++) sum += exp(-pow(i / 250.0 - 2, 2)) * (i == 0 || i == 1000 ? 1 : i % 2 ? 4 : 2);
    printf("%.9f\n", sum / 750);
    float f = 1;
    for (int i = 0; i < 30; i++) f = f - (f * f * f - 2) / (3 * f * f);
    printf("%.7f %d %u %lld\n", f, (int)-2.9, (unsigned)3e9, (long long)-1e18);
    return 0;
}
