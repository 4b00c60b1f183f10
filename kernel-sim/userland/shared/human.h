/* Sizes for people: 1.5K, 23M. */
#ifndef HUMAN_H
#define HUMAN_H
/* `units` × `unit` bytes, rounded up as coreutils does. At most 8 characters. */
void humanSize(unsigned long units, unsigned long unit, char *text);
#endif
