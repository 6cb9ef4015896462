#!/usr/bin/env ruby
# SPDX-License-Identifier: BSL-1.0
# The client net/pop, of Ruby. It has no call that pipelines. Usage: [HOST:]PORT plain|tls CA-FILE JOB[:COUNT] [WINDOW] [--digest]
require 'digest'
require 'net/pop'

with_digest = ARGV.last == '--digest'
where, way, ca_file, job = ARGV
host, port = "127.0.0.1:#{where}".split(':').last(2)
job, count = job.split(':')

log_in = lambda do
  session = Net::POP3.new(host, port.to_i)
  session.enable_ssl(OpenSSL::SSL::VERIFY_PEER, ca_file) if way == 'tls'
  session.start('user', 'secret')
end
now = -> { [Process.clock_gettime(Process::CLOCK_MONOTONIC), Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)] }

bytes = 0
digest = Digest::SHA256.new
take = lambda do |piece|
  bytes += piece.bytesize
  digest << piece if with_digest
end

clock = now.call
case job
when 'login'
  messages = count.to_i
  messages.times { log_in.call.finish }
when 'retrieve', 'retrieve-delete', 'top'
  session = log_in.call
  mails = session.mails
  messages = mails.size
  clock = now.call
  mails.each do |mail|
    job == 'top' ? take.call(mail.top(0)) : mail.pop(&take)
    mail.delete if job == 'retrieve-delete'
  end
when 'list'
  session = log_in.call
  clock = now.call
  messages = session.mails.size
  session.mails.first.unique_id
else
  exit 77
end
wall, cpu = now.call.zip(clock).map { |after, before| after - before }
sum = with_digest ? digest.hexdigest : '-'
puts format('messages=%d bytes=%d wall=%.6f cpu=%.6f digest=%s', messages, bytes, wall, cpu, sum)
