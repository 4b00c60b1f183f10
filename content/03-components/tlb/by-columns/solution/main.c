#include "matrix.h"

void sum_columns(void) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) sums[j] += matrix[i][j];
}
