"""BLAS threads are held to one for a while."""

from surveysem.moments import threads


def test_the_number_comes_back() -> None:
    switches = threads._switches()
    assert switches
    before = [get() for get, _ in switches]
    with threads.one_blas_thread():
        assert [get() for get, _ in switches] == [1] * len(switches)
    assert [get() for get, _ in switches] == before
