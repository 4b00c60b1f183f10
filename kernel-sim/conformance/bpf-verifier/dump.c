/*
 * Prints the kernel's verifier selftests (tools/testing/selftests/bpf/verifier/ *.c) as JSON lines.
 * Compiled at test time inside that folder: test_verifier.c is included with its main() renamed, so the
 * test table and its fill helpers are exactly the kernel's; nothing of them is kept in this repository.
 */
#define main test_verifier_main
#include "test_verifier.c"
#undef main

static void text(const char *s)
{
	putchar('"');
	for (; s && *s; s++) {
		if (*s == '"' || *s == '\\') printf("\\%c", *s);
		else if ((unsigned char)*s < 32 || (unsigned char)*s > 126) printf("\\u%04x", (unsigned char)*s);
		else putchar(*s);
	}
	putchar('"');
}

static void fixups(const char *name, const int *at, int *first)
{
	if (!*at) return;
	printf("%s\"%s\":[", *first ? "" : ",", name);
	*first = 0;
	for (int i = 0; i < MAX_FIXUPS && at[i]; i++) printf("%s%d", i ? "," : "", at[i]);
	putchar(']');
}

static void dump(int i, struct bpf_test *t)
{
	int first = 1, len;
	struct bpf_insn *prog = t->insns;

	if (t->fill_helper) {
		t->fill_insns = calloc(MAX_TEST_INSNS, sizeof(struct bpf_insn));
		t->fill_helper(t);
		prog = t->fill_insns;
		len = t->prog_len;
	} else
		len = probe_filter_length(prog);
	printf("{\"nr\":%d,\"name\":", i); text(t->descr);
	printf(",\"type\":%d,\"attach\":%d,\"flags\":%d,\"result\":%d,\"resultUnpriv\":%d,\"processed\":%u,\"runs\":%d,\"retval\":%u,",
	       t->prog_type, t->expected_attach_type, t->flags, t->result, t->result_unpriv, t->insn_processed, t->runs, t->retval);
	printf("\"errstr\":"); if (t->errstr) text(t->errstr); else printf("null");
	printf(",\"errstrUnpriv\":"); if (t->errstr_unpriv) text(t->errstr_unpriv); else printf("null");
	printf(",\"kfunc\":"); text(t->kfunc);
	printf(",\"kfuncs\":%d,\"btf\":%d,\"funcInfo\":[", t->fixup_kfunc_btf_id->kfunc != NULL, t->btf_types[0] != 0);
	for (int k = 0; k < t->func_info_cnt; k++) printf("%s%u", k ? "," : "", t->func_info[k].insn_off);
	printf("],\"fixups\":{");
#define F(n) fixups(#n, t->fixup_##n, &first)
	F(map_hash_8b); F(map_hash_48b); F(map_hash_16b); F(map_array_48b); F(map_sockmap); F(map_sockhash); F(map_xskmap);
	F(map_stacktrace); F(prog1); F(prog2); F(map_in_map); F(cgroup_storage); F(percpu_cgroup_storage); F(map_spin_lock);
	F(map_array_ro); F(map_array_wo); F(map_array_small); F(sk_storage_map); F(map_event_output); F(map_reuseport_array);
	F(map_ringbuf); F(map_timer); F(map_kptr);
	printf("},\"insns\":\"");
	for (int k = 0; k < len; k++)
		for (int b = 0; b < 8; b++) printf("%02x", ((unsigned char *)&prog[k])[b]);
	printf("\"}\n");
	free(t->fill_insns);
}

int main(void)
{
	for (unsigned i = 0; i < ARRAY_SIZE(tests); i++) dump(i, &tests[i]);
	return 0;
}
