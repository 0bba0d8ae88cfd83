#include "peer.h"

#include <nanomsg/nn.h>
#include <nanomsg/pipeline.h>
#include <nanomsg/reqrep.h>
#include <nanomsg/tcp.h>

/* The headers only tell the ABI; the build passes what the package says. */
#ifndef LIBRARY_VERSION
#define LIBRARY_VERSION "unknown"
#endif

static int check(const char *what, int rv)
{
    if (rv < 0)
        die(what, nn_strerror(nn_errno()));
    return rv;
}

static int open_socket(int protocol)
{
    int on = 1, unlimited = -1;
    int s = check("socket", nn_socket(AF_SP, protocol));
    check("receive limit", nn_setsockopt(s, NN_SOL_SOCKET, NN_RCVMAXSIZE, &unlimited, sizeof unlimited));
    check("nodelay", nn_setsockopt(s, NN_TCP, NN_TCP_NODELAY, &on, sizeof on));
    return s;
}

/* nanomsg 1.x has no linger: closing drops what is still queued, so the last sender waits for the last receiver to hang
   up. There is no event for it, only a counter. */
static void wait_for_peer_to_leave(int s)
{
    struct timespec pause = { 0, 1000000 };
    if (inproc)
        return;
    while (nn_get_statistic(s, NN_STAT_CURRENT_CONNECTIONS) > 0)
        nanosleep(&pause, NULL);
}

static void serve_reqrep(void)
{
    int s = open_socket(NN_REP);
    check("listen", nn_bind(s, address));
    announce_ready();
    double start = now();
    for (long i = 0; i < warmup + count; i++) {
        void *body;
        check_size((size_t) check("receive", nn_recv(s, &body, NN_MSG, 0)));
        check("send", nn_send(s, &body, NN_MSG, 0));
    }
    report_other_side(now() - start);
    both_done();
    wait_for_peer_to_leave(s);
    nn_close(s);
}

static void drive_reqrep(void)
{
    unsigned char *payload = new_payload();
    double *samples = new_samples();
    int s = open_socket(NN_REQ);
    check("connect", nn_connect(s, address));
    double start = 0, before = 0;
    for (long i = -warmup; i < count; i++) {
        void *body;
        if (i == 0)
            start = now();
        before = now();
        check("send", nn_send(s, payload, size, 0));
        int got = check("receive", nn_recv(s, &body, NN_MSG, 0));
        if (i >= 0)
            samples[i] = now() - before;
        check_size((size_t) got);
        nn_freemsg(body);
    }
    report_round_trips(samples, now() - start);
    both_done();
    nn_close(s);
    free(payload);
}

static void serve_stream(void)
{
    int s = open_socket(NN_PULL);
    check("listen", nn_bind(s, address));
    announce_ready();
    double first = 0;
    for (long i = 0; i < count; i++) {
        void *body;
        int got = check("receive", nn_recv(s, &body, NN_MSG, 0));
        if (i == 0)
            first = now();
        check_size((size_t) got);
        nn_freemsg(body);
    }
    report_received(now() - first);
    both_done();
    nn_close(s);
}

static void drive_stream(void)
{
    unsigned char *payload = new_payload();
    int s = open_socket(NN_PUSH);
    check("connect", nn_connect(s, address));
    double start = now();
    for (long i = 0; i < count; i++)
        check("send", nn_send(s, payload, size, 0));
    both_done();
    wait_for_peer_to_leave(s);
    report_other_side(now() - start);
    nn_close(s);
    free(payload);
}

static const char *library_version(void)
{
    return LIBRARY_VERSION;
}

static void library_start(void)
{
}

static void library_finish(void)
{
}
