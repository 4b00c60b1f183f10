/* What the cases print with: no libc, so that only the compiler is compared. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef long i64;
void say(const char *what, long value);
void sayDouble(const char *what, double value);
