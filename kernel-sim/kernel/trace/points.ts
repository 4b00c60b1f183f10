/**
 * The kernel functions that kprobes can be put on, with what they get in di, si, dx, cx. Names and arguments are those of Linux 6.1.
 * A file, task or socket is shown by the address of the kernel's object where there is one, else by an opaque address.
 */
export const KERNEL_POINTS = [
  { name: 'do_sys_openat2', args: 'int dfd, const char *filename, struct open_how *how' },
  { name: 'do_filp_open', args: 'int dfd, struct filename *pathname' },
  { name: 'vfs_read', args: 'struct file *file, char *buf, size_t count, loff_t *pos' },
  { name: 'vfs_write', args: 'struct file *file, const char *buf, size_t count, loff_t *pos' },
  { name: 'vfs_open', args: 'const struct path *path, struct file *file' },
  { name: 'vfs_unlink', args: 'struct user_namespace *, struct inode *dir, struct dentry *dentry' },
  { name: 'vfs_mkdir', args: 'struct user_namespace *, struct inode *dir, struct dentry *dentry, umode_t mode' },
  { name: 'vfs_fsync_range', args: 'struct file *file, loff_t start, loff_t end, int datasync' },
  { name: 'filp_close', args: 'struct file *filp, fl_owner_t id' },
  { name: 'do_nanosleep', args: 'struct hrtimer_sleeper *t, enum hrtimer_mode mode' },
  { name: 'kernel_clone', args: 'struct kernel_clone_args *args' },
  { name: 'wake_up_new_task', args: 'struct task_struct *p' },
  { name: 'do_exit', args: 'long code' },
  { name: 'do_group_exit', args: 'int exit_code' },
  { name: 'bprm_execve', args: 'struct linux_binprm *bprm, int fd, struct filename *filename, int flags' },
  { name: 'finish_task_switch', args: 'struct task_struct *prev' },
  { name: 'schedule', args: '' },
  { name: 'try_to_wake_up', args: 'struct task_struct *p, unsigned int state, int wake_flags' },
  { name: 'scheduler_tick', args: '' },
  { name: 'handle_mm_fault', args: 'struct vm_area_struct *vma, unsigned long address, unsigned int flags' },
  { name: 'do_mmap', args: 'struct file *file, unsigned long addr, unsigned long len, unsigned long prot' },
  { name: 'do_munmap', args: 'struct mm_struct *mm, unsigned long start, size_t len' },
  { name: 'oom_kill_process', args: 'struct oom_control *oc, const char *message' },
  { name: 'do_send_sig_info', args: 'int sig, struct kernel_siginfo *info, struct task_struct *p, enum pid_type type' },
  { name: 'get_signal', args: 'struct ksignal *ksig' },
  { name: 'pipe_read', args: 'struct kiocb *iocb, struct iov_iter *to' },
  { name: 'pipe_write', args: 'struct kiocb *iocb, struct iov_iter *from' },
  { name: 'tty_write', args: 'struct kiocb *iocb, struct iov_iter *from' },
  { name: 'tcp_v4_connect', args: 'struct sock *sk, struct sockaddr *uaddr, int addr_len' },
  { name: 'tcp_connect', args: 'struct sock *sk' },
  { name: 'tcp_sendmsg', args: 'struct sock *sk, struct msghdr *msg, size_t size' },
  { name: 'tcp_recvmsg', args: 'struct sock *sk, struct msghdr *msg, size_t len, int flags' },
  { name: 'tcp_set_state', args: 'struct sock *sk, int state' },
  { name: 'udp_sendmsg', args: 'struct sock *sk, struct msghdr *msg, size_t len' },
  { name: 'ip_rcv', args: 'struct sk_buff *skb, struct net_device *dev' },
  { name: 'ip_output', args: 'struct net *net, struct sock *sk, struct sk_buff *skb' },
  { name: 'dev_queue_xmit', args: 'struct sk_buff *skb' },
  { name: 'inet_csk_accept', args: 'struct sock *sk, int flags, int *err, bool kern' },
] as const;

export type PointName = (typeof KERNEL_POINTS)[number]['name'];

/** Where functions lie that nobody else gave a place: the middle of kernel text. */
const FIRST_ADDRESS = -(0x7f000000 - 0xb00000);
const STRIDE = 0x100;

/** Makes the points symbols of the kernel, so that /proc/kallsyms and probes agree. */
export function publishPoints(kallsyms: {
  find(name: string): unknown;
  add(name: string, address: number, size: number, type: string): void;
}): void {
  KERNEL_POINTS.forEach(({ name }, index) => {
    if (!kallsyms.find(name)) kallsyms.add(name, FIRST_ADDRESS + index * STRIDE, STRIDE, 'T');
  });
}
