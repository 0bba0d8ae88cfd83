#include "peer.h"

#include <zmq.h>

static void *context;

static int check(const char *what, int rv)
{
    if (rv < 0)
        die(what, zmq_strerror(zmq_errno()));
    return rv;
}

/* libzmq sets TCP_NODELAY by itself, and lingers without limit by default: zmq_ctx_term() returns when all is sent. */
static void *open_socket(int type)
{
    void *s = zmq_socket(context, type);
    if (!s)
        die("socket", zmq_strerror(zmq_errno()));
    return s;
}

static void send_payload(void *s, const void *payload)
{
    check("send", zmq_send(s, payload, size, 0));
}

static void serve_reqrep(void)
{
    void *s = open_socket(ZMQ_REP);
    check("bind", zmq_bind(s, address));
    announce_ready();
    double start = now();
    zmq_msg_t m;
    zmq_msg_init(&m);
    for (long i = 0; i < warmup + count; i++) {
        check("receive", zmq_msg_recv(&m, s, 0));
        check_size(zmq_msg_size(&m));
        check("send", zmq_msg_send(&m, s, 0));
    }
    report_other_side(now() - start);
    both_done();
    zmq_msg_close(&m);
    zmq_close(s);
}

static void drive_reqrep(void)
{
    unsigned char *payload = new_payload();
    double *samples = new_samples();
    void *s = open_socket(ZMQ_REQ);
    check("connect", zmq_connect(s, address));
    double start = 0, before = 0;
    zmq_msg_t m;
    zmq_msg_init(&m);
    for (long i = -warmup; i < count; i++) {
        if (i == 0)
            start = now();
        before = now();
        send_payload(s, payload);
        check("receive", zmq_msg_recv(&m, s, 0));
        if (i >= 0)
            samples[i] = now() - before;
        check_size(zmq_msg_size(&m));
    }
    report_round_trips(samples, now() - start);
    both_done();
    zmq_msg_close(&m);
    zmq_close(s);
    free(payload);
}

static void serve_stream(void)
{
    void *s = open_socket(ZMQ_PULL);
    check("bind", zmq_bind(s, address));
    announce_ready();
    double first = 0;
    zmq_msg_t m;
    zmq_msg_init(&m);
    for (long i = 0; i < count; i++) {
        check("receive", zmq_msg_recv(&m, s, 0));
        if (i == 0)
            first = now();
        check_size(zmq_msg_size(&m));
    }
    report_received(now() - first);
    both_done();
    zmq_msg_close(&m);
    zmq_close(s);
}

static void drive_stream(void)
{
    unsigned char *payload = new_payload();
    void *s = open_socket(ZMQ_PUSH);
    check("connect", zmq_connect(s, address));
    double start = now();
    for (long i = 0; i < count; i++)
        send_payload(s, payload);
    report_other_side(now() - start);
    both_done();
    zmq_close(s);
    free(payload);
}

static const char *library_version(void)
{
    static char text[32];
    int major, minor, patch;
    zmq_version(&major, &minor, &patch);
    snprintf(text, sizeof text, "%d.%d.%d", major, minor, patch);
    return text;
}

static void library_start(void)
{
    context = zmq_ctx_new();
    if (!context)
        die("context", zmq_strerror(zmq_errno()));
}

static void library_finish(void)
{
    zmq_ctx_term(context);
}
