#include "matrix.h"

void sum_columns(void) {
    for (int j = 0; j < N; j++) {
        long low = 0, high = 0;
        for (int i = 0; i < N / 2; i++) {
            low += matrix[i][j];
            high += matrix[i + N / 2][j];
        }
        sums[j] = low + high;
    }
}
