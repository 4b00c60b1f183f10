/* SHA-256 of a megabyte and of the standard's messages. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint32_t k[64], h0[8];
static uint32_t rotr(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void constants(void) {
    int found = 0;
    for (int p = 2; found < 64; p++) {
        int prime = 1;
        for (int d = 2; d * d <= p; d++)
            if (p % d == 0) prime = 0;
        if (!prime) continue;
        long double c = 1, s = 1;
        for (int i = 0; i < 60; i++) {
            c = (2 * c + p / (c * c)) / 3;
            s = (s + p / s) / 2;
        }
        k[found] = (uint32_t)((c - (int)c) * 4294967296.0L);
        if (found < 8) h0[found] = (uint32_t)((s - (int)s) * 4294967296.0L);
        found++;
    }
}

static void block(uint32_t *h, const unsigned char *p) {
    uint32_t w[64], v[8];
    for (int i = 0; i < 16; i++) w[i] = p[4 * i] << 24 | p[4 * i + 1] << 16 | p[4 * i + 2] << 8 | p[4 * i + 3];
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + (rotr(w[i - 15], 7) ^ rotr(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +
               (rotr(w[i - 2], 17) ^ rotr(w[i - 2], 19) ^ w[i - 2] >> 10);
    memcpy(v, h, 32);
    for (int i = 0; i < 64; i++) {
        uint32_t t1 = v[7] + (rotr(v[4], 6) ^ rotr(v[4], 11) ^ rotr(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
        uint32_t t2 = (rotr(v[0], 2) ^ rotr(v[0], 13) ^ rotr(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 28);
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++) h[i] += v[i];
}

static void sha256(const unsigned char *data, size_t n) {
    uint32_t h[8];
    memcpy(h, h0, 32);
    size_t done = 0;
    for (; done + 64 <= n; done += 64) block(h, data + done);
    unsigned char last[128] = {0};
    size_t left = n - done, size = left < 56 ? 64 : 128;
    memcpy(last, data + done, left);
    last[left] = 0x80;
    for (int i = 0; i < 8; i++) last[size - 1 - i] = (unsigned char)((uint64_t)n * 8 >> 8 * i);
    block(h, last);
    if (size == 128) block(h, last + 64);
    for (int i = 0; i < 8; i++) printf("%08x", h[i]);
    puts("");
}

int main(void) {
    constants();
    sha256((const unsigned char *)"", 0);
    sha256((const unsigned char *)"abc", 3);
    sha256((const unsigned char *)"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56);
    static unsigned char million[1000000];
    memset(million, 'a', sizeof million);
    sha256(million, sizeof million);
    return 0;
}
