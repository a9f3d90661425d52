"""What people say: replies, questions, the thread, the inbox."""
