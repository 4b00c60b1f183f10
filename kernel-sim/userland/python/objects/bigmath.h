/* Arithmetic on the digits of long ints: magnitudes in base 2^32, little end first. */
#ifndef PY_BIGMATH_H
#define PY_BIGMATH_H
#include "../py.h"
int mag_cmp(const uint32_t *a, int na, const uint32_t *b, int nb);
int mag_add(uint32_t *r, const uint32_t *a, int na, const uint32_t *b, int nb);
int mag_sub(uint32_t *r, const uint32_t *a, int na, const uint32_t *b, int nb); /* a >= b */
void mag_mul(uint32_t *r, const uint32_t *a, int na, const uint32_t *b, int nb); /* r of na + nb */
/* q of na - nb + 1 digits, r of nb; a of na + 1 digits is destroyed. */
void mag_divmod(uint32_t *q, uint32_t *r, const uint32_t *a, int na, const uint32_t *b, int nb);
uint32_t mag_div_small(uint32_t *a, int n, uint32_t by);
int mag_trim(const uint32_t *a, int n);
Big *big_alloc(int n);
#endif
