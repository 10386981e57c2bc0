/* MQTT 3.1.1 as the two programs beside this file need it: connect, log in, read whole packets. */
#ifndef WIRE_H
#define WIRE_H

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static inline void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, errno ? strerror(errno) : "refused");
    exit(1);
}

static inline double seconds(clockid_t which) {
    struct timespec now;
    clock_gettime(which, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A clock that every process of the machine shares. */
static inline double monotonic(void) { return seconds(CLOCK_MONOTONIC); }

static inline int dial(const char *host, const char *port) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
    if (getaddrinfo(host, port, &hints, &found)) fail("address");
    int fd = socket(found->ai_family, found->ai_socktype, 0), on = 1;
    if (fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen)) fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    freeaddrinfo(found);
    return fd;
}

static inline void send_all(int fd, const uint8_t *data, size_t length) {
    while (length) {
        ssize_t done = send(fd, data, length, MSG_NOSIGNAL);
        if (done < 0) {
            if (errno == EINTR) continue;
            fail("send");
        }
        data += done;
        length -= (size_t)done;
    }
}

static inline uint8_t *put_length(uint8_t *at, size_t length) {
    do {
        *at++ = (uint8_t)(length % 128 | (length > 127 ? 0x80 : 0));
        length /= 128;
    } while (length);
    return at;
}

static inline uint8_t *put_text(uint8_t *at, const char *text) {
    size_t length = strlen(text);
    *at++ = (uint8_t)(length >> 8);
    *at++ = (uint8_t)length;
    memcpy(at, text, length);
    return at + length;
}

/* Log in with a clean session named after the log-in, and wait for the answer: 0 when it was refused. */
static inline int log_in(int fd, const char *name, const char *secret) {
    uint8_t body[2048], packet[2100], *at = put_text(body, "MQTT");
    *at++ = 4;
    *at++ = *secret ? 0xC2 : 0x02;
    *at++ = 0;
    *at++ = 0;
    at = put_text(at, name);
    if (*secret) at = put_text(put_text(at, name), secret);
    packet[0] = 0x10;
    uint8_t *start = put_length(packet + 1, (size_t)(at - body));
    memcpy(start, body, (size_t)(at - body));
    send_all(fd, packet, (size_t)(start - packet + (at - body)));
    uint8_t answer[4];
    return recv(fd, answer, 4, MSG_WAITALL) == 4 && answer[0] == 0x20 && !answer[3];
}

/* As a device does: when it is refused it tries again, for ten seconds. */
static inline int enter(const char *host, const char *port, const char *name, const char *secret) {
    for (int tries = 0; tries < 50; tries++) {
        int fd = dial(host, port);
        if (log_in(fd, name, secret)) return fd;
        close(fd);
        usleep(200000);
    }
    errno = 0;
    fail("log-in");
    return -1;
}

#endif
