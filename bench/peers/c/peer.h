/* Command line, clock, statistics and watchdog shared by the C peers. Each peer includes this file once and defines the
   functions declared below; main() is here. */
#ifndef PEER_H
#define PEER_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WATCHDOG_SECONDS 60

static const char *address;
static size_t size;
static long count;
static long warmup;
static bool inproc;

static void serve_reqrep(void);
static void drive_reqrep(void);
static void serve_stream(void);
static void drive_stream(void);
static const char *library_version(void);
static void library_start(void);
static void library_finish(void);

static pthread_barrier_t barrier;

static void die(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

/* The serving side calls this once it listens. */
static void announce_ready(void)
{
    if (inproc) {
        pthread_barrier_wait(&barrier);
        return;
    }
    puts("ready");
    fflush(stdout);
}

/* Inside one process both sides call this before they close, so that neither takes messages away from the other. */
static void both_done(void)
{
    if (inproc)
        pthread_barrier_wait(&barrier);
}

static unsigned char *new_payload(void)
{
    unsigned char *payload = malloc(size ? size : 1);
    if (!payload)
        die("malloc", "out of memory");
    memset(payload, 'x', size);
    return payload;
}

static void check_size(size_t got)
{
    if (got != size)
        die("receive", "a message of the wrong size");
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

static double *new_samples(void)
{
    double *samples = calloc((size_t) count, sizeof(double));
    if (!samples)
        die("calloc", "out of memory");
    return samples;
}

static void report_round_trips(double *samples, double seconds)
{
    qsort(samples, (size_t) count, sizeof(double), compare_doubles);
    printf("{\"count\":%ld,\"seconds\":%.6f,\"p50us\":%.2f,\"p99us\":%.2f}\n", count, seconds,
        samples[count / 2] * 1e6, samples[count - 1 - count / 100] * 1e6);
    fflush(stdout);
    free(samples);
}

static void report_received(double seconds)
{
    printf("{\"count\":%ld,\"seconds\":%.6f,\"bytes\":%.0f}\n", count, seconds, (double) count * (double) size);
    fflush(stdout);
}

/* The side that measured nothing of interest; silent where the other side shares our stdout. */
static void report_other_side(double seconds)
{
    if (inproc)
        return;
    printf("{\"count\":%ld,\"seconds\":%.6f}\n", count, seconds);
    fflush(stdout);
}

static void watchdog(int signal)
{
    static const char text[] = "watchdog: not done in time\n";
    ssize_t ignored = write(2, text, sizeof text - 1);
    (void) ignored;
    (void) signal;
    _exit(3);
}

static void *run_serve(void *run)
{
    (*(void (**)(void)) run)();
    return NULL;
}

static int usage(void)
{
    fputs("usage: PEER serve|drive reqrep|stream ADDRESS SIZE COUNT\n"
          "       PEER inproc reqrep|stream SIZE COUNT\n"
          "       PEER version\n",
        stderr);
    return 2;
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "version")) {
        puts(library_version());
        return 0;
    }
    if (argc < 5)
        return usage();

    inproc = !strcmp(argv[1], "inproc");
    bool serve = !strcmp(argv[1], "serve"), drive = !strcmp(argv[1], "drive");
    bool reqrep = !strcmp(argv[2], "reqrep"), stream = !strcmp(argv[2], "stream");
    if ((!inproc && !serve && !drive) || (!reqrep && !stream) || argc != (inproc ? 5 : 6))
        return usage();
    address = inproc ? "inproc://bench" : argv[3];
    long bytes = atol(argv[argc - 2]);
    count = atol(argv[argc - 1]);
    if (bytes < 0 || count < 1)
        return usage();
    size = (size_t) bytes;
    warmup = count / 10 < 1000 ? count / 10 : 1000;

    signal(SIGALRM, watchdog);
    alarm(WATCHDOG_SECONDS);

    void (*run_server)(void) = reqrep ? serve_reqrep : serve_stream;
    void (*run_driver)(void) = reqrep ? drive_reqrep : drive_stream;
    library_start();
    if (inproc) {
        pthread_t thread;
        pthread_barrier_init(&barrier, NULL, 2);
        if (pthread_create(&thread, NULL, run_serve, &run_server))
            die("pthread_create", "failed");
        pthread_barrier_wait(&barrier);
        run_driver();
        pthread_join(thread, NULL);
    } else if (serve) {
        run_server();
    } else {
        run_driver();
    }
    library_finish();
    return 0;
}

#endif
