#include "peer.h"

#include <nng/nng.h>
#include <nng/protocol/pipeline0/pull.h>
#include <nng/protocol/pipeline0/push.h>
#include <nng/protocol/reqrep0/rep.h>
#include <nng/protocol/reqrep0/req.h>

/* NNG queues nothing on PUSH and PULL unless asked to; the other libraries do. */
#define QUEUE_LENGTH 128

static pthread_mutex_t gone_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gone_signal = PTHREAD_COND_INITIALIZER;
static bool gone;

static void check(const char *what, int rv)
{
    if (rv)
        die(what, nng_strerror(rv));
}

static void on_pipe_removed(nng_pipe pipe, nng_pipe_ev event, void *unused)
{
    (void) pipe;
    (void) event;
    (void) unused;
    pthread_mutex_lock(&gone_lock);
    gone = true;
    pthread_cond_broadcast(&gone_signal);
    pthread_mutex_unlock(&gone_lock);
}

static void prepare(nng_socket s)
{
    check("receive limit", nng_socket_set_size(s, NNG_OPT_RECVMAXSZ, 0));
    /* TCP_NODELAY is on by default in NNG. */
    check("pipe notify", nng_pipe_notify(s, NNG_PIPE_EV_REM_POST, on_pipe_removed, NULL));
}

/* Closing drops what is still queued, so the last sender waits for the last receiver to hang up. */
static void wait_for_peer_to_leave(void)
{
    if (inproc)
        return;
    pthread_mutex_lock(&gone_lock);
    while (!gone)
        pthread_cond_wait(&gone_signal, &gone_lock);
    pthread_mutex_unlock(&gone_lock);
}

static nng_msg *new_message(const void *payload)
{
    nng_msg *m;
    check("alloc", nng_msg_alloc(&m, size));
    memcpy(nng_msg_body(m), payload, size);
    return m;
}

static void serve_reqrep(void)
{
    nng_socket s;
    check("socket", nng_rep0_open(&s));
    prepare(s);
    check("listen", nng_listen(s, address, NULL, 0));
    announce_ready();
    double start = now();
    for (long i = 0; i < warmup + count; i++) {
        nng_msg *m;
        check("receive", nng_recvmsg(s, &m, 0));
        check_size(nng_msg_len(m));
        check("send", nng_sendmsg(s, m, 0));
    }
    report_other_side(now() - start);
    both_done();
    wait_for_peer_to_leave();
    nng_close(s);
}

static void drive_reqrep(void)
{
    nng_socket s;
    unsigned char *payload = new_payload();
    double *samples = new_samples();
    check("socket", nng_req0_open(&s));
    prepare(s);
    check("dial", nng_dial(s, address, NULL, 0));
    double start = 0, before = 0;
    for (long i = -warmup; i < count; i++) {
        nng_msg *m;
        if (i == 0)
            start = now();
        before = now();
        check("send", nng_sendmsg(s, new_message(payload), 0));
        check("receive", nng_recvmsg(s, &m, 0));
        if (i >= 0)
            samples[i] = now() - before;
        check_size(nng_msg_len(m));
        nng_msg_free(m);
    }
    report_round_trips(samples, now() - start);
    both_done();
    nng_close(s);
    free(payload);
}

static void serve_stream(void)
{
    nng_socket s;
    check("socket", nng_pull0_open(&s));
    prepare(s);
    check("listen", nng_listen(s, address, NULL, 0));
    announce_ready();
    double first = 0;
    for (long i = 0; i < count; i++) {
        nng_msg *m;
        check("receive", nng_recvmsg(s, &m, 0));
        if (i == 0)
            first = now();
        check_size(nng_msg_len(m));
        nng_msg_free(m);
    }
    report_received(now() - first);
    both_done();
    nng_close(s);
}

static void drive_stream(void)
{
    nng_socket s;
    unsigned char *payload = new_payload();
    check("socket", nng_push0_open(&s));
    prepare(s);
    check("send buffer", nng_socket_set_int(s, NNG_OPT_SENDBUF, QUEUE_LENGTH));
    check("dial", nng_dial(s, address, NULL, 0));
    double start = now();
    for (long i = 0; i < count; i++)
        check("send", nng_sendmsg(s, new_message(payload), 0));
    both_done();
    wait_for_peer_to_leave();
    report_other_side(now() - start);
    nng_close(s);
    free(payload);
}

static const char *library_version(void)
{
    return nng_version();
}

static void library_start(void)
{
}

static void library_finish(void)
{
    nng_fini();
}
