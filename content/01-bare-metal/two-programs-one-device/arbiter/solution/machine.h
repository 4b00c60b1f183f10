/* The two programs' machine. Given; look, but do not change. */
void put_char(char character);
void put_text(const char *text);

/* Puts `value` into `*place` and returns what was there, in one instruction. */
static inline int swap(volatile int *place, int value) {
    __asm__ volatile("xchgl %0, %1" : "+r"(value), "+m"(*place) : : "memory");
    return value;
}

/* Runs both, switching at every timer interrupt, until both have returned. */
void run_both(void (*first)(void), void (*second)(void));
