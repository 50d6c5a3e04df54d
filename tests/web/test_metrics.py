from __future__ import annotations

from tests.web.fake_service import bearer, fake_app


def test_requests_are_counted_by_route_and_status() -> None:
    client = fake_app().test_client()
    for path in (
        "/v1/asn/A1/recommendations",
        "/v1/asn/A2/recommendations",
        "/v1/asn/A9/recommendations",
        "/zzz",
    ):
        client.get(path, headers=bearer("portal-key"))
    client.open("/health/live", method="INVENTED")
    text = client.get("/metrics").text
    route = 'method="GET",route="/v1/asn/<asn_id>/recommendations"'
    assert f'asn_requests_total{{{route},status="200"}} 2.0' in text
    assert f'asn_requests_total{{{route},status="404"}} 1.0' in text
    assert 'asn_requests_total{method="GET",route="-",status="404"} 1.0' in text
    assert "INVENTED" not in text
    assert 'asn_request_seconds_count{route="/v1/asn/<asn_id>/recommendations"} 3.0' in text
    assert "asn_model_degraded 0.0" in text
