#include "matrix.h"

void sum_columns(void) {
    for (int j = 0; j < N; j += 8)
        for (int i = 0; i < N; i++)
            for (int k = j; k < j + 8; k++) sums[k] += matrix[i][k];
}
