/** Counters of /proc/net/snmp and netstat, under the names that they have there. Follows net/ipv4/proc.c. */

const zeros = <K extends string>(...names: K[]): Record<K, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;

export class Mib {
  readonly ip = zeros(
    'InReceives',
    'InHdrErrors',
    'InAddrErrors',
    'ForwDatagrams',
    'InUnknownProtos',
    'InDiscards',
    'InDelivers',
    'OutRequests',
    'OutDiscards',
    'OutNoRoutes',
    'ReasmTimeout',
    'ReasmReqds',
    'ReasmOKs',
    'ReasmFails',
    'FragOKs',
    'FragFails',
    'FragCreates',
  );
  readonly icmp = zeros(
    'InMsgs',
    'InErrors',
    'InCsumErrors',
    'InDestUnreachs',
    'InTimeExcds',
    'InParmProbs',
    'InSrcQuenchs',
    'InRedirects',
    'InEchos',
    'InEchoReps',
    'InTimestamps',
    'InTimestampReps',
    'InAddrMasks',
    'InAddrMaskReps',
    'OutMsgs',
    'OutErrors',
    'OutRateLimitGlobal',
    'OutRateLimitHost',
    'OutDestUnreachs',
    'OutTimeExcds',
    'OutParmProbs',
    'OutSrcQuenchs',
    'OutRedirects',
    'OutEchos',
    'OutEchoReps',
    'OutTimestamps',
    'OutTimestampReps',
    'OutAddrMasks',
    'OutAddrMaskReps',
  );
  readonly tcp = zeros(
    'ActiveOpens',
    'PassiveOpens',
    'AttemptFails',
    'EstabResets',
    'CurrEstab',
    'InSegs',
    'OutSegs',
    'RetransSegs',
    'InErrs',
    'OutRsts',
    'InCsumErrors',
  );
  readonly udp = zeros(
    'InDatagrams',
    'NoPorts',
    'InErrors',
    'OutDatagrams',
    'RcvbufErrors',
    'SndbufErrors',
    'InCsumErrors',
    'IgnoredMulti',
    'MemErrors',
  );
  /** TcpExt, the part that lessons look at. */
  readonly tcpExt = zeros('ListenOverflows', 'ListenDrops', 'TCPTimeouts', 'TCPAbortOnData', 'TCPAbortOnClose');
}
