enum { N = 512 };
extern int matrix[N][N]; /* a row: 512 × 4 bytes = half a page */
extern long sums[N];     /* zero at the beginning */

/* sums[j] becomes the sum of column j. */
void sum_columns(void);
