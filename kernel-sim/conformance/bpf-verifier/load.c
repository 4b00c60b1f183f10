/*
 * Loads programs on the real kernel and tells what its verifier says. Standard input holds records: type, count, run
 * (32 bits each), then 8 bytes an instruction. The imm of a map load is an index into the maps below. For each program one
 * JSON line: verdict, errno, last line of the log, and what a run over a 64-byte packet returned.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_INSNS 4096
static struct bpf_insn insns[MAX_INSNS];
static char log_text[8 << 20];
static int maps[3];
static struct { int type, key, value, entries; } shapes[3] = {
	{ BPF_MAP_TYPE_HASH, 4, 16, 8 }, { BPF_MAP_TYPE_ARRAY, 4, 48, 4 }, { BPF_MAP_TYPE_RINGBUF, 0, 0, 4096 },
};

static int bpf(int cmd, union bpf_attr *attr) { return syscall(SYS_bpf, cmd, attr, sizeof *attr); }

static void reset_maps(void)
{
	for (unsigned i = 0; i < 3; i++) {
		union bpf_attr attr = { .map_type = shapes[i].type, .key_size = shapes[i].key,
					.value_size = shapes[i].value, .max_entries = shapes[i].entries };
		if (maps[i] > 0) close(maps[i]);
		maps[i] = bpf(BPF_MAP_CREATE, &attr);
	}
}

static void print_text(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"' || s[i] == '\\') putchar('\\');
		if (s[i] == '\n') printf("\\n");
		else if ((unsigned char)s[i] >= 32) putchar(s[i]);
	}
}

/* The lines before "processed …". */
static void print_tail(void)
{
	char *end = strstr(log_text, "\nprocessed ");
	if (!end) end = log_text + strlen(log_text);
	char *start = end;
	for (int lines = 0; start > log_text && lines < 2; start--)
		if (start[-1] == '\n' && start != end && ++lines == 2) break;
	print_text(start, end - start);
}

int main(void)
{
	uint32_t head[3];
	union bpf_attr probe = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1 };
	if (bpf(BPF_MAP_CREATE, &probe) < 0) {
		printf("{\"refused\":%d}\n", errno);
		return 0;
	}
	while (fread(head, sizeof head, 1, stdin) == 1) {
		int used = 0;
		if (head[1] > MAX_INSNS || fread(insns, 8, head[1], stdin) != head[1]) return 1;
		for (unsigned i = 0; i < head[1]; i++)
			if (insns[i].code == 0x18 && (insns[i].src_reg == 1 || insns[i].src_reg == 2)) used = 1;
		if (used || maps[0] == 0) reset_maps();
		for (unsigned i = 0; i < head[1]; i++)
			if (insns[i].code == 0x18 && (insns[i].src_reg == 1 || insns[i].src_reg == 2)) insns[i].imm = maps[insns[i].imm];
		log_text[0] = 0;
		union bpf_attr attr = { .prog_type = head[0], .insns = (uintptr_t)insns, .insn_cnt = head[1],
					.license = (uintptr_t)"GPL", .log_buf = (uintptr_t)log_text,
					.log_size = sizeof log_text, .log_level = 1 };
		int fd = bpf(BPF_PROG_LOAD, &attr);
		printf("{\"ok\":%d,\"errno\":%d,\"log\":\"", fd >= 0, fd < 0 ? errno : 0);
		if (fd < 0) print_tail();
		printf("\"");
		if (fd >= 0 && head[2]) {
			unsigned char packet[64], out[256];
			for (int i = 0; i < 64; i++) packet[i] = i * 37 + 11;
			union bpf_attr run = { .test = { .prog_fd = fd, .data_in = (uintptr_t)packet, .data_size_in = 64,
							 .data_out = (uintptr_t)out, .data_size_out = sizeof out, .repeat = 1 } };
			int failed = bpf(BPF_PROG_TEST_RUN, &run);
			printf(",\"run\":%d,\"retval\":%u", failed ? errno : 0, run.test.retval);
		}
		printf("}\n");
		if (fd >= 0) close(fd);
	}
	return 0;
}
