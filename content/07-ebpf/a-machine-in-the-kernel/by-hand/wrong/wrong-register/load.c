#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* { operation, destination, source, offset, immediate } */
static struct bpf_insn code[] = {
    {0xb7, 2, 0, 0, 6}, /* r2 = 6 */
    {0x27, 0, 0, 0, 7}, /* r0 *= 7 */
    {0x95, 0, 0, 0, 0}, /* exit */
};

int main(void) {
    static char log[4096];
    static unsigned char packet[64];
    union bpf_attr attr;

    memset(&attr, 0, sizeof(attr));
    attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
    attr.insns = (unsigned long)code;
    attr.insn_cnt = sizeof(code) / sizeof(code[0]);
    attr.license = (unsigned long)"GPL";
    attr.log_buf = (unsigned long)log;
    attr.log_size = sizeof(log);
    attr.log_level = 1;
    int program = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
    if (program < 0) {
        printf("refused:\n%s", log);
        return 1;
    }

    memset(&attr, 0, sizeof(attr));
    attr.test.prog_fd = program;
    attr.test.data_in = (unsigned long)packet;
    attr.test.data_size_in = sizeof(packet);
    syscall(SYS_bpf, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
    printf("r0 = %u\n", attr.test.retval);
    return 0;
}
