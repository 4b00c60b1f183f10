#include "matrix.h"

void sum_columns(void) {
    for (int j = 0; j < N; j++) {
        long sum = 0;
        for (int i = 0; i < N; i++) sum += matrix[j][i];
        sums[j] = sum;
    }
}
