package dev.orchestrator.buildcache.ssh;

/** Takes what a process writes to one of its streams. One thread gives, any may ask for the text. */
interface Sink {
    void take(byte[] bytes, int from, int to);

    /** Nothing more comes. */
    default void end() {}

    /** What came so far is of no interest. */
    default void forget() {}

    /** What is kept at the moment. */
    String text();
}
