def test_cast(client, cast):
    page = client.get("/sign-in")
    assert page.status == 200
    assert "Sign in" in page
