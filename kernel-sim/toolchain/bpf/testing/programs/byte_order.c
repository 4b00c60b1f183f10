#include "packet.h"

PROG
{
	PROGRAM_NEEDS(14);
	unsigned short port = bpf_ntohs(*(unsigned short *) p);
	unsigned addr = bpf_ntohl(*(unsigned *) (p + 2));
	unsigned long long wide = bpf_be64_to_cpu(*(unsigned long long *) (p + 6));
	if (port == 80) return 1;
	return port + addr + (unsigned) (wide >> 16) + bpf_htons(0x1234);
}

LICENSED;
